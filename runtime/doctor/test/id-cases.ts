import { IdMapError } from '../../errors.ts'
import { CLONE_NEWTIME, CLONE_NEWUSER } from '../../sys/constants/processes.ts'
import type { Case } from './case.ts'
import { mapRoot } from './map-root.ts'

import { NOBODY, withTarget, write } from './target.ts'

/** As newuidmap(1) does it, which is not on every machine. */
function refuse(args: readonly string[]): never {
  const message = 'Expected newuidmap to map, but it did not'
  throw new IdMapError(message, {
    program: 'newuidmap',
    args,
    stderr: 'newuidmap: uid range [0-65536) -> [100000-165536) not allowed',
    code: 'EPERM',
  })
}

export const ID_CASES: readonly Case[] = [
  {
    name: 'gid_map while setgroups is allowed',
    under: NOBODY,
    act: () =>
      withTarget(CLONE_NEWUSER, (proc) =>
        write(`${proc}/gid_map`, '0 65534 1\n'),
      ),
    fails: 'write EPERM',
    code: 'GID_MAP_SETGROUPS',
    quotes: /setgroups: allow/,
  },
  {
    name: 'a range that is not ours',
    under: NOBODY,
    act: () =>
      withTarget(CLONE_NEWUSER, (proc) =>
        write(`${proc}/uid_map`, '0 100000 65536\n'),
      ),
    fails: 'write EPERM',
    code: 'ID_MAP_FOREIGN_RANGE',
    quotes: /0 100000 65536.*Uid: 65534.*\/etc\/subuid/s,
  },
  {
    name: 'a range of groups that is not ours, and no setgroups',
    under: NOBODY,
    act: () =>
      withTarget(CLONE_NEWUSER, (proc) => {
        write(`${proc}/setgroups`, 'deny')
        write(`${proc}/gid_map`, '0 100000 10\n')
      }),
    fails: 'write EPERM',
    code: 'ID_MAP_FOREIGN_RANGE',
    quotes: /Gid: 65534.*\/etc\/subgid/s,
  },
  {
    name: 'a map that is there already',
    act: () =>
      withTarget(CLONE_NEWUSER, (proc) => {
        write(`${proc}/uid_map`, '0 0 1\n')
        write(`${proc}/uid_map`, '1 1 1\n')
      }),
    fails: 'write EPERM',
    code: 'ID_MAP_WRITTEN_TWICE',
    quotes: /uid_map: 0 0 1/,
  },
  {
    name: 'IDs that our own user namespace does not have',
    under: ['unshare', '-Ur'],
    act: () =>
      withTarget(CLONE_NEWUSER, (proc) =>
        write(`${proc}/uid_map`, '0 1000 1\n'),
      ),
    fails: 'write EPERM',
    code: 'ID_MAP_OUTSIDE_PARENT',
  },
  {
    name: 'another file that may not be written',
    act: () =>
      withTarget(CLONE_NEWUSER, (proc) =>
        write(`${proc}/setgroups`, 'perhaps'),
      ),
    fails: 'write EINVAL',
  },
  {
    name: 'a range that newuidmap does not grant',
    under: NOBODY,
    act: () => refuse(['1', '0', '100000', '65536']),
    fails: 'execve EPERM',
    code: 'ID_MAP_NOT_GRANTED',
    quotes: /newuidmap 1 0 100000 65536.*\/etc\/subuid/s,
  },
  {
    name: 'newuidmap refuses for a reason of its own',
    under: NOBODY,
    act: () => refuse(['1', '0', '65534', '1']),
    fails: 'execve EPERM',
  },
  {
    name: 'ranges that overlap',
    act: () =>
      withTarget(CLONE_NEWUSER, (proc) =>
        write(`${proc}/uid_map`, '0 1000 10\n5 2000 10\n'),
      ),
    fails: 'write EINVAL',
    code: 'ID_MAP_OVERLAP',
  },
  {
    name: 'a map that is no map',
    act: () =>
      withTarget(CLONE_NEWUSER, (proc) => write(`${proc}/uid_map`, 'root\n')),
    fails: 'write EINVAL',
  },
  {
    name: 'root before there is a map',
    flags: CLONE_NEWUSER,
    record: (child) => child.setresuid(0, 0, 0),
    fails: 'setresuid EINVAL',
    code: 'ID_NOT_MAPPED',
    quotes: /uid_map: empty.*no step before it waits/s,
  },
  {
    name: 'a user that the map leaves out',
    flags: CLONE_NEWUSER,
    record: (child) => {
      mapRoot(child)
      child.setresuid(7, 7, 7)
    },
    fails: 'setresuid EINVAL',
    code: 'ID_NOT_MAPPED',
    quotes: /uid_map: 0 0 1/,
  },
  {
    name: 'groups where they are forbidden',
    flags: CLONE_NEWUSER,
    record: (child) => {
      mapRoot(child)
      child.setgroups([])
    },
    fails: 'setgroups EPERM',
    code: 'SETGROUPS_DENIED',
  },
  {
    name: 'groups before there is a map',
    flags: CLONE_NEWUSER,
    record: (child) => child.setgroups([]),
    fails: 'setgroups EPERM',
    code: 'SETGROUPS_BEFORE_MAP',
  },
  {
    name: 'groups without privilege',
    under: NOBODY,
    record: (child) => child.setgroups([]),
    fails: 'setgroups EPERM',
  },
]

export const TIME_CASES: readonly Case[] = [
  {
    name: 'offsets of a time namespace that is lived in',
    act: () =>
      withTarget(CLONE_NEWTIME, (proc) =>
        write(`${proc}/timens_offsets`, 'boottime 100 0\n'),
      ),
    fails: 'write EACCES',
    code: 'TIME_OFFSETS_FROZEN',
  },
  {
    name: 'offsets of a process that is not ours',
    under: NOBODY,
    act: () => write('/proc/1/timens_offsets', 'boottime 100 0\n'),
    fails: 'write EACCES',
  },
  {
    name: 'offsets below zero',
    act: () =>
      withTarget(
        0n,
        (proc) => write(`${proc}/timens_offsets`, 'monotonic -9000000 0\n'),
        (child) => child.unshare(CLONE_NEWTIME),
      ),
    fails: 'write ERANGE',
    code: 'TIME_OFFSET_BELOW_ZERO',
    quotes: /uptime/,
  },
  {
    name: 'offsets above all time',
    act: () =>
      withTarget(
        0n,
        (proc) => write(`${proc}/timens_offsets`, 'monotonic 9000000000 0\n'),
        (child) => child.unshare(CLONE_NEWTIME),
      ),
    fails: 'write ERANGE',
  },
  {
    name: 'a clock that is none',
    act: () =>
      withTarget(
        0n,
        (proc) => write(`${proc}/timens_offsets`, 'wall 1 0\n'),
        (child) => child.unshare(CLONE_NEWTIME),
      ),
    fails: 'write EINVAL',
  },
]
