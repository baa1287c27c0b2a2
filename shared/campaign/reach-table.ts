/** The tables of a campaign's export: each a file (CSV) or a sheet (xlsx) of its own, so that nobody adds it twice. */
export const REACH_TABLES = {
  totals: '总计',
  touchpoints: '各触点',
  days: '各天',
  'touchpoint-days': '各触点每天',
} as const
export type ReachTableKey = keyof typeof REACH_TABLES

/** Shown beside the downloads and in the sheet of definitions. */
export const EXPORT_TEXT = {
  xlsx: '给人看的，用 Excel、WPS 打开请选这一份。文字就是文字，数字就是数字，日期就是日期；每张表在一页里，最后一页写着每一列怎么算。',
  csv:
    "给程序用的，一张表一个文件（UTF-8，RFC 4180）。像 3-2 这样会被表格软件改成日期、数字或公式的文字，前面有一个 ' 号；" +
    '程序读的时候去掉它，就是原文。',
  adding: '总计、各触点、各天、各触点每天是同一批数的四种看法，不能相加。各天的设备、各触点的设备也不能相加。',
} as const
