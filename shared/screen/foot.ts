import type { SceneContent } from '../programme/scene.ts'

/** How the three rules stand at the foot of a portrait screen beneath a scene; undefined: the scene needs the room. */
export function footOf({ kind }: SceneContent): 'alone' | undefined {
  return kind === 'media' ? undefined : 'alone'
}
