/** Request header of a member's write: the id of the member whom the page takes to be logged in. */
export const MEMBER_HEADER = 'x-member'
