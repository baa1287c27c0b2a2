/** Whether what a programme names is there and may be shown: content of the library, and uploaded media. */
import { useLibrary } from '#server/content/library.ts'
import type { Medium } from '#shared/programme/media.ts'
import { namedBy } from '#shared/programme/needs.ts'
import type { Scene } from '#shared/programme/scene.ts'
import { SCENE_WORDS } from '#shared/programme/words.ts'
import type { Choice, SceneChoices } from '#shared/programme/view.ts'
import { dayOf } from '#shared/station.ts'
import { quoted } from '#shared/quoted.ts'

interface Dated {
  id: string
  title: string
  expires: string
}

/** What can be chosen today. */
export async function sceneChoices(media: readonly Medium[], now = new Date()): Promise<SceneChoices> {
  const library = await useLibrary()
  const today = dayOf(now)
  const current = (all: readonly Dated[]): Choice[] =>
    all.filter(({ expires }) => expires >= today).map(({ id, title }) => ({ id, title }))
  return {
    scams: current(library.scams),
    scenarios: current(library.scenarios),
    panels: current(library.panels),
    media: [...media],
  }
}

/**
 * What cannot be shown, by the path of its field.
 * @param media ids of those that are stored
 */
export async function unshowable(
  scenes: readonly Scene[],
  media: ReadonlySet<string>,
  now = new Date(),
): Promise<Record<string, string>> {
  const { scamById, scenarioById, panelById } = await useLibrary()
  const today = dayOf(now)
  const problem = (found: Dated | undefined, what: string): string | undefined => {
    if (!found) return `${what}已经撤下或者删掉了，请换一个`
    return found.expires < today ? `${what}${quoted(found.title)}过了有效期，等复核，请换一个` : undefined
  }
  const fields: Record<string, string> = {}
  scenes.forEach(({ content }, at) => {
    const note = (field: string, message: string | undefined) => {
      const place = `第 ${at + 1} 个场景（${SCENE_WORDS[content.kind]}）`
      if (message) fields[`scenes.${at}.content.${field}`] ??= `${place}：${message}。`
    }
    const named = namedBy(content)
    for (const id of named.scams) note('scams', problem(scamById.get(id), '骗局'))
    for (const id of named.scenarios) note('scenario', problem(scenarioById.get(id), '情景'))
    for (const id of named.panels) note('panels', problem(panelById.get(id), '展板'))
    for (const id of named.media) if (!media.has(id)) note('media', '图片或视频找不到了，请重新选')
  })
  return fields
}
