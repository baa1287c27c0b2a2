/** The scenes of a programme: what the screens of a group show one after the other. Durations in seconds. */

/** One content, or two of them side by side. */
export type SceneContent =
  /** The attract game with the bank's items. */
  | { kind: 'attract' }
  /** Scam pages to browse; file stems, none: all. */
  | { kind: 'scams'; scams: string[] }
  /** A scenario that one visitor plays. */
  | { kind: 'scenario'; scenario: string }
  /** A scenario that the whole room watches and decides: stops at each decision, led by a docent or by time. */
  | { kind: 'story'; scenario: string }
  /** The self-paced quiz as a kiosk. */
  | { kind: 'quiz' }
  /** A live quiz of the whole room. Shown as the attract game until a session exists. */
  | { kind: 'live' }
  /** Picture panels in turn; file stems, none: all. */
  | { kind: 'panels'; panels: string[]; panelSeconds: number }
  /** An uploaded picture or video. */
  | { kind: 'media'; media: string; fit: 'contain' | 'cover' }
  | { kind: 'notice'; title: string; text: string }
  /** A livestream room: its title, platform, time in words, and the address of its QR code. */
  | { kind: 'livestream'; title: string; text: string; url: string }
  /** How far the screen's campaign reaches: published figures only. */
  | { kind: 'reach' }
  /** The hall's 3D map. Shown as the attract game until there is one. */
  | { kind: 'hall' }
  | { kind: 'split'; parts: [PartContent, PartContent] }

/** A content that may stand beside another one. */
export type PartContent = Exclude<SceneContent, { kind: 'split' | 'story' | 'scenario' | 'quiz' | 'live' }>

export type SceneKind = SceneContent['kind']

export interface Scene {
  /** Unique in its programme; stays when the scene is moved or edited. */
  id: string
  seconds: number
  content: SceneContent
}

/** A published version of a programme, as screens hold it. */
export interface Programme {
  id: string
  version: number
  title: string
  scenes: Scene[]
}
