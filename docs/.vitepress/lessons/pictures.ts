/** Which pictures stand in which lesson, after the first paragraph of a heading. */
import { headingsOf, type Piece } from './insert.ts'

/** Lab → heading of the English lesson → picture. */
export const PICTURES: Readonly<
  Record<string, Readonly<Record<string, string>>>
> = {
  '01-chroot': {
    'Step 3: escape': 'ChrootEscape',
  },
  '02-namespaces': {
    'Three system calls': 'CloneNamespaces',
  },
  '03-rootfs': {
    'Mounts are a tree, and you can read it': 'MountPropagation',
    'Swap the roots': 'PivotRoot',
  },
  '04-cgroups': {
    'A group is a directory': 'CgroupTree',
    'CPU: a budget, and a share': 'CpuShares',
  },
  '05-overlay': {
    'Copied up first': 'OverlayCopyUp',
    'Deleted is something, too': 'OverlayWhiteout',
    'What is shared': 'LayerSharing',
  },
  '06-network': {
    'A switch': 'VethBridge',
    'Who is rewritten where': 'NatPublish',
    'Whose network': 'NetworkModes',
  },
  '07-mini-runc': {
    'Made, but not started': 'CreateStart',
    'Root in pieces': 'CapabilitySets',
    'System calls that are not to be had': 'SeccompFilter',
    'Who calls you': 'DockerRun',
  },
}

/**
 * The pictures of a lab, and where they go in either language.
 *
 * @throws {Error} If the lesson has lost a heading that is named here.
 */
export function picturesOf(lab: string, english: string): Piece[] {
  const headings = headingsOf(english)
  return Object.entries(PICTURES[lab] ?? {}).map(([title, picture]) => {
    const heading = headings.indexOf(title)
    if (heading < 0)
      throw new Error(`Expected a heading "${title}" in the lesson of ${lab}`)
    return { heading, markdown: `<${picture} />` }
  })
}
