/** The pictures of the playground, as its page sees them. */
import { type ComponentType, h, render } from 'preact'
import type { Language } from '#checker/check.ts'
import type { Scene } from '#checker/scene/scene.ts'
import { CgroupsPicture } from './cgroups.ts'
import { MountsPicture } from './mounts.ts'
import { NetworksPicture } from './networks.ts'
import { OverlaysPicture } from './overlays.ts'
import type {
  Picture,
  PictureContext,
  PictureId,
  PictureProps,
} from './picture.ts'
import { ProcessesPicture } from './processes.ts'
import { observe } from './shared.ts'
import { SceneTables } from './table-view.ts'
import { say } from './words.ts'

export { drawBirths } from './birth.ts'
export type { Picture, PictureContext, PictureId } from './picture.ts'
export { observe } from './shared.ts'

const VIEWS: Readonly<Record<PictureId, ComponentType<PictureProps>>> = {
  processes: ProcessesPicture,
  mounts: MountsPicture,
  overlays: OverlaysPicture,
  cgroups: CgroupsPicture,
  networks: NetworksPicture,
}

export const PICTURES: readonly Picture[] = Object.entries(VIEWS).map(
  ([id, View]) => ({
    id: id as PictureId,
    title: (language: Language) => say(language, `${id as PictureId}.title`),
    draw(scene, into, context) {
      observe(scene)
      render(h(View, { scene, context }), into)
    },
  }),
)

/** All tables of a scene, without any picture. */
export function tableView(
  scene: Scene,
  into: HTMLElement,
  context: PictureContext,
): void {
  const tables = [
    'processes',
    'namespaces',
    'mounts',
    'overlays',
    'cgroups',
    'networks',
  ] as const
  render(h(SceneTables, { scene, context, tables }), into)
}
