/** What cgroups use. A share of time needs looks at both ends of a second. */
import type { CgroupLook, CgroupTexts } from '../evidence/cgroup-texts.ts'
import { usageOf } from '../evidence/usage.ts'
import { beforeWindow, isInWindow } from '../evidence/usage-history.ts'
import type { SceneCgroup } from './scene.ts'

export class Usages {
  #looks = new Map<number, readonly CgroupTexts[]>()

  /** What each uses now, and has used since about a second ago. */
  add({ cgroups }: CgroupLook): SceneCgroup[] {
    const before = this.#looks
    const looksAt = (id: number) => before.get(id) ?? []
    this.#looks = new Map(
      cgroups.map((now) => [
        now.id,
        [...looksAt(now.id).filter((old) => isInWindow(old, now)), now],
      ]),
    )
    return cgroups.map((now) => {
      const usage = usageOf(now, beforeWindow(looksAt(now.id), now))
      return { path: now.path, id: now.id, program: now.program, usage }
    })
  }
}
