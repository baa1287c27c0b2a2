/** The figures of the hall: one family, drawn in parts, so that they blink, speak and move their hands. */
export type Who = 'officer' | 'grandma' | 'grandpa' | 'worker' | 'caller'

/** `neutral` gives nothing away. */
export type Mood = 'neutral' | 'glad' | 'worried' | 'stern' | 'surprised'

export type Pose = 'still' | 'point' | 'stop' | 'phone' | 'clap' | 'wave'

/** Skin, its shadow, hair and sleeves of each. The caller's come from the mood: a mask falls with the verdict. */
export const COLOURS: Record<Who, { skin: string; shade: string; hair: string; sleeve: string }> = {
  officer: { skin: '#f2c9a5', shade: '#d9a883', hair: '#1b2233', sleeve: '#1e4fa3' },
  grandma: { skin: '#efc6a2', shade: '#d3a07c', hair: '#ced4de', sleeve: '#7b4c85' },
  grandpa: { skin: '#ebbf9a', shade: '#cc9872', hair: '#e7eaee', sleeve: '#4c6a59' },
  worker: { skin: '#f0c299', shade: '#d3a277', hair: '#23272f', sleeve: '#14807c' },
  caller: { skin: '#8ba2cf', shade: '#6d86b8', hair: '#4d6394', sleeve: '#4d6394' },
}
