/** A text in quotation marks. Those within it become single ones, as Chinese sets them: “‘领补贴’的二维码，别扫”. */
export const quoted = (text: string): string => `“${text.replace(/“/g, '‘').replace(/”/g, '’')}”`
