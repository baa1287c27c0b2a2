/** Input schemas of the station. */
import { z } from 'zod'
import { countSchema, lineSchema, orLeftOut, requiredLineSchema, revisionSchema } from '../fields.ts'
import { STATION_LENGTHS as MAX } from './station.ts'

/** An optional line; an empty one is stored as absent. */
const optionalLine = (what: string, max: number) =>
  lineSchema(what, max)
    .nullable()
    .transform((value) => value || null)
const optionalCount = (max: number) => countSchema(max).nullable()

/** What people put between two digits. */
const GAP = '[ -]?'
const digits = (least: number, most = least) => String.raw`\d(?:${GAP}\d){${least - 1},${most - 1}}`
/** Without the 0 of a long-distance call: three digits in all for the largest cities, else four. */
const AREA = String.raw`(?:10|2\d|[3-9]\d{2})`
/**
 * A number that a telephone in China reaches: of a service (110, 12345, 96110), of a landline with its area code or
 * without, of a mobile, or of a company (400), perhaps with an extension. Without the part after 转 its digits can be
 * dialled as they stand: the home page makes a link of them.
 */
const TELEPHONE = new RegExp(
  String.raw`^(?:${[
    String.raw`1[12]\d|1[0-2]\d{3}|9[56]\d{3,4}`,
    String.raw`(?:\(0${AREA}\) ?|0${AREA}${GAP})${digits(7, 8)}`,
    String.raw`[2-8](?:${GAP}\d){6,7}`,
    String.raw`(?:\+|00)86${GAP}0?${AREA}${GAP}${digits(7, 8)}`,
    String.raw`(?:(?:\+|00)?86${GAP})?1${GAP}[3-9](?:${GAP}\d){9}`,
    String.raw`[48]00${GAP}${digits(7)}`,
  ].join('|')})(?: {0,1}转 {0,1}\d{1,6})?$`,
)

/** Full-width digits and brackets of a Chinese keyboard become plain ones, as a telephone dials them. */
const telephoneSchema = z
  .string()
  .max(100, `电话最多 ${MAX.telephone} 个字`)
  .transform((typed) =>
    typed
      .normalize('NFKC')
      // Contacts of a phone hand a number over between invisible marks of direction.
      .replace(/\p{Cf}/gu, '')
      .replace(/[\p{Pd}−]/gu, '-')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .pipe(z.string().max(MAX.telephone, `电话最多 ${MAX.telephone} 个字`))
  .refine(
    (typed) => typed === '' || typed.split(/[、,]/).every((number) => TELEPHONE.test(number.trim())),
    '电话没有写对，例如 0571-00000000、13800000000，分机写成 0571-00000000转8，几个电话用顿号隔开',
  )
  .nullable()
  .transform((value) => value || null)

const nameSchema = requiredLineSchema('警务室名称', MAX.name)
const hallNameSchema = requiredLineSchema('体验馆名称', MAX.hallName)
/** Asked at set-up, where all of them may be left out. */
const early = {
  placeName: optionalLine('所在地', MAX.placeName),
  population: optionalCount(10_000_000),
  telephone: telephoneSchema,
  address: optionalLine('地址', MAX.address),
}

export const setupStationFields = {
  stationName: nameSchema,
  hallName: hallNameSchema,
  placeName: orLeftOut(early.placeName),
  population: orLeftOut(early.population),
  telephone: orLeftOut(early.telephone),
  address: orLeftOut(early.address),
}

export const stationSchema = z.object({
  name: nameSchema,
  hallName: hallNameSchema,
  ...early,
  allianceName: optionalLine('联盟名称', MAX.allianceName),
  shortName: optionalLine('简称', MAX.shortName),
  hallArea: optionalCount(1_000_000),
  about: optionalLine('介绍', MAX.about),
  checkHint: optionalLine('怎么核实', MAX.checkHint),
  icpNumber: optionalLine('备案号', MAX.filing),
  policeFiling: optionalLine('公安备案号', MAX.filing),
  revision: revisionSchema,
})
/** Of the requests about the logo, whose body is the picture itself. */
export const logoQuerySchema = z.object({
  revision: z.coerce.number({ error: '缺少版本号，请刷新页面' }).pipe(revisionSchema),
})
export type StationEdit = z.output<typeof stationSchema>
