/** Step 5, second half: a layer is named by what is in it. */
import { type Check, fail, pass } from '#checker/lab.ts'
import { checkOf, commandsOf } from './commands.ts'
import {
  COMPRESSIONS,
  type Compression,
  digestOf,
  gunzipped,
  type Packed,
  packed,
  twice,
} from './packed.ts'

const DESCRIPTOR = 'image-spec descriptor.md, "Properties"'

/** What the program says of each blob is what the kit finds. */
function ofSaid(
  key: string,
  found: (shown: Packed, how: Compression) => unknown,
  diagnosis: string,
): Check['run'] {
  return checkOf(packed, (shown) => {
    const lines = (value: (how: Compression) => unknown) =>
      COMPRESSIONS.map((how) => `${how}: ${key} ${value(how)}`).join('\n')
    const expected = lines((how) => found(shown, how))
    const actual = lines((how) => shown.blobs[how].said[key])
    const evidence = { ...commandsOf(shown), 'read from the files': expected }
    if (expected === actual) return pass({ evidence })
    return fail({ expected, actual, evidence, diagnosis })
  })
}

const MEDIA = 'application/vnd.oci.image.layer.v1.tar'

/** By the first bytes of the blob. @see RFC 1952, RFC 8878 */
function mediaTypeOf({ blobs }: Packed, how: Compression): string {
  const start = blobs[how].bytes?.toString('hex', 0, 4) ?? ''
  if (start.startsWith('1f8b')) return `${MEDIA}+gzip`
  return start === '28b52ffd' ? `${MEDIA}+zstd` : MEDIA
}

/** Whatever the blob is, this is the archive in it. */
function diffIdOf({ blobs, entries }: Packed): string {
  const archive = blobs.none.bytes
  const unzipped = blobs.gzip.bytes && gunzipped(blobs.gzip.bytes)
  const isSame = entries !== null && archive && unzipped?.equals(archive)
  return isSame ? digestOf(archive) : '(not the same archive in all blobs)'
}

export const digestChecks: readonly Check[] = [
  {
    id: 'commit.same',
    title: {
      en: 'the same changes make the same layer, bit for bit',
      zh: '同样的改动得到同样的层，一个比特也不差',
    },
    points: 2,
    needs: ['commit.files'],
    source: 'image-spec considerations.md; readdir(3)',
    run: checkOf(twice, (shown) => {
      const [first = '', second = ''] = shown.digests
      const evidence = { ...commandsOf(shown), first, second }
      if (first === second && first !== 'no file') return pass({ evidence })
      return fail({
        expected: `twice ${first}`,
        actual: `${first} and ${second}`,
        evidence,
        diagnosis: 'NOT_DETERMINISTIC',
      })
    }),
  },
  {
    id: 'commit.digest',
    title: {
      en: 'the digest is that of the file that was written',
      zh: 'digest 就是写出的那个文件的摘要',
    },
    points: 2,
    needs: [],
    source: DESCRIPTOR,
    run: ofSaid(
      'digest',
      ({ blobs }, how) => digestOf(blobs[how].bytes ?? Buffer.alloc(0)),
      'DIGEST_WRONG',
    ),
  },
  {
    id: 'commit.diff-id',
    title: {
      en: 'the diffID is that of the archive, however it is compressed',
      zh: 'diffID 是归档的摘要，不论怎么压缩',
    },
    points: 2,
    needs: [],
    source: 'image-spec config.md, "Layer DiffID"',
    run: ofSaid('diffID', diffIdOf, 'DIFF_ID_WRONG'),
  },
  {
    id: 'commit.size',
    title: {
      en: 'the size is that of the file, in bytes',
      zh: 'size 是文件的字节数',
    },
    points: 1,
    needs: [],
    source: DESCRIPTOR,
    run: ofSaid(
      'size',
      ({ blobs }, how) => blobs[how].bytes?.length ?? '(no file)',
      'SIZE_WRONG',
    ),
  },
  {
    id: 'commit.media-type',
    title: {
      en: 'the media type says how the file is compressed',
      zh: 'mediaType 说明文件是怎么压缩的',
    },
    points: 1,
    needs: [],
    source: 'image-spec media-types.md',
    run: ofSaid('mediaType', mediaTypeOf, 'MEDIA_TYPE_WRONG'),
  },
]
