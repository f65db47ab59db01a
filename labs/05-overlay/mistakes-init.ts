/** What goes wrong with the init layer, and with sharing: steps 7 and 8. */
import type { Mistake } from '#checker/check.ts'

const INIT = 'image/init-layer.ts'

export const initMistakes: readonly Mistake[] = [
  {
    id: 'no-place-for-shm',
    title: 'a folder is forgotten',
    file: INIT,
    find: "'dev/pts', 'dev/shm', 'etc'",
    replace: "'dev/pts', 'etc'",
    check: 'init-layer.places',
    diagnosis: 'INIT_PLACES',
  },
  {
    id: 'files-for-owner-only',
    title: 'nobody but root may read the files',
    file: INIT,
    find: 'chmodSync(path, 0o644)',
    replace: 'chmodSync(path, 0o600)',
    check: 'init-layer.places',
    diagnosis: 'INIT_PLACES',
  },
  {
    id: 'files-emptied',
    title: 'files that are there are emptied',
    file: INIT,
    find: 'constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY',
    replace: 'constants.O_CREAT | constants.O_TRUNC | constants.O_WRONLY',
    check: 'init-layer.kept',
    diagnosis: 'INIT_OVERWRITTEN',
  },
  {
    id: 'hosts-committed',
    title:
      'files of the init layer are committed if the container changed them',
    file: 'image/layer-entries.ts',
    find: '    if (upper.init?.get(path)?.isDirectory === false) continue\n',
    replace: '',
    check: 'init-layer.commit',
    diagnosis: 'INIT_COMMITTED',
  },
  {
    id: 'hosts-listed',
    title: 'the list of changes is made without the init layer',
    file: 'cli/layers-diff.ts',
    find: 'withUpper(request, changesIn)',
    replace: 'withUpper({ ...request, init: undefined }, changesIn)',
    check: 'init-layer.diff',
    diagnosis: 'INIT_LISTED',
  },
]
