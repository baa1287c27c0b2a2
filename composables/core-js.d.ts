/** core-js has no types of its own. */
declare module 'core-js/actual/object/group-by' {}
