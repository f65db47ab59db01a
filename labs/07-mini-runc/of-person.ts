import { ofCell } from './look.ts'
import { type Looks, type Person, person } from './person.ts'

/** Why nothing runs, as far as the runtime names the call that failed. */
export function whyNobody(stderr: string): string {
  if (/setgroups.*(EPERM|not permitted)/i.test(stderr))
    return 'USER_BEFORE_GROUPS'
  return /\bsys\/(net|kernel|fs)[./](?!cgroup)|sysctl/.test(stderr)
    ? 'SYSCTL_UNREACHABLE'
    : 'NOT_STARTED'
}

type Look = Parameters<typeof ofCell<Person, Record<string, never>, Looks>>[2]

/** A check of the program that the bundle of this step describes. */
export const ofPerson = (look: Look) => ofCell(person, whyNobody, look)
