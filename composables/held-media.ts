import type { InjectionKey } from 'vue'

/** Where a scene gets an uploaded picture or video from; undefined while it is not there. */
export type HeldMedia = (id: string) => { url: string; type: string } | undefined
export const heldMedia: InjectionKey<HeldMedia> = Symbol('held-media')
