/** What a picture is to the page that shows it. */
import type { Language } from '#checker/check.ts'
import type { Scene } from '#checker/scene/scene.ts'

export type PictureId =
  | 'processes'
  | 'mounts'
  | 'overlays'
  | 'cgroups'
  | 'networks'

export interface PictureContext {
  readonly language: Language
  /** Keys of rows, as `tablesOf` names them, that changed in the last moment. */
  readonly changed: ReadonlySet<string>
}

export interface Picture {
  readonly id: PictureId
  readonly title: (language: Language) => string
  /**
   * Show a scene, in place of whatever was shown there: nodes stay, so what
   * somebody has selected or focused stays so.
   */
  readonly draw: (
    scene: Scene,
    into: HTMLElement,
    context: PictureContext,
  ) => void
}

/** What each picture is given. */
export interface PictureProps {
  readonly scene: Scene
  readonly context: PictureContext
}
