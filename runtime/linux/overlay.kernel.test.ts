// What an overlay shows, and what its layers have afterwards.
import t from 'tap'
import { outputOf, runScript } from '../image/test/layers-program.ts'

const LAYERS = `mkdir a b up work merged
  echo top > a/both; echo bottom > b/both; echo b > b/only; mkdir b/d; echo x > b/d/x`
const MOUNT = 'ml mount --lower a:b --upper up --work work merged'

t.test('the topmost lower directory wins', async (t) => {
  const script = `${LAYERS}; ${MOUNT}; cat merged/both merged/only merged/d/x`
  t.equal(await outputOf(t, script), 'top\nbottom\nx\n'.replace('bottom', 'b'))
})

t.test('a change lands in the upper directory alone', async (t) => {
  const script = `${LAYERS}; before=$(stat -c %i%y b/only); ${MOUNT}
    echo changed >> merged/only; rm merged/both; rm -r merged/d; mkdir merged/d
    test "$before" = "$(stat -c %i%y b/only)"
    cat up/only b/only b/both b/d/x; stat -c '%F %t:%T' up/both
    getfattr -n trusted.overlay.opaque --only-values up/d`
  const expected = 'b\nchanged\nb\nbottom\nx\ncharacter special file 0:0\ny'
  t.equal(await outputOf(t, script), expected)
})

t.test('two overlays on the same lower share its inode', async (t) => {
  const script = `${LAYERS}; mkdir up2 work2 merged2; ${MOUNT}
    ml mount --lower a:b --upper up2 --work work2 merged2
    echo one >> merged/both
    stat -c %i b/only merged/only merged2/only | uniq | wc -l
    cat merged2/both; ls up2`
  t.equal(await outputOf(t, script), '1\ntop\n')
})

t.test('without an upper directory nothing can be changed', async (t) => {
  const script = `${LAYERS}; ml mount --lower a:b merged
    cat merged/both; ! touch merged/new 2>/dev/null`
  t.equal(await outputOf(t, script), 'top\n')
})

t.test('whatever a directory is called, it is that one', async (t) => {
  const script = `mkdir 'l:1' 'l,2' 'l\\3' 'u:p,\\' 'w:k,\\' 't:o,\\'
    touch 'l:1/1' 'l,2/2' 'l\\3/3'
    ml mount --lower 'l\\:1:l,2:l\\\\3' --upper 'u:p,\\' --work 'w:k,\\' 't:o,\\'
    touch 't:o,\\/new'; ls 't:o,\\' 'u:p,\\'`
  t.equal(await outputOf(t, script), 't:o,\\:\n1\n2\n3\nnew\n\nu:p,\\:\nnew\n')
})

/** Makes that many lower directories of long names, each with a file. */
const many = (count: number, path: string) => `mkdir -p up work merged
  lower=; for i in $(seq ${count}); do mkdir -p ${path}; echo $i > ${path}/$i
  echo $i > ${path}/all; lower=$lower:${path}; done; lower=\${lower#:}`

const PATHS = {
  'a long path': `$PWD/${'long-name/'.repeat(12)}$i`,
  'names to be escaped': `$PWD/${'o\\\\,d/'.repeat(12)}$i`,
  'names longer than fsconfig(2) takes': `$PWD/${`${'n'.repeat(150)}/`.repeat(2)}$i`,
}

for (const [what, path] of Object.entries(PATHS)) {
  // The kernel takes no argument of a program that is longer than 128 KiB.
  const count = path.length > 300 ? 300 : 500
  t.test(`${count} lower directories with ${what}`, async (t) => {
    const quoted = `"${path}"`
    // In --lower, a backslash stands before a backslash.
    const script = `${many(count, quoted)}
      lower=$(printf %s "$lower" | sed 's/\\\\/\\\\\\\\/g')
      ml mount --lower "$lower" --upper up --work work merged
      cat merged/all; ls merged | wc -l; echo new > merged/9; cat up/9`
    t.equal(await outputOf(t, script), `1\n${count + 1}\nnew\n`)
  })
}

t.test('501 are too many, and nothing is mounted', async (t) => {
  const script = `${many(501, '$PWD/$i')}
    ml mount --lower "$lower" --upper up --work work merged`
  const { status, stderr } = await runScript(script)
  t.match({ status, stderr }, { status: 1, stderr: /1 to 500 dir.* found 501/ })
})

t.test('mount says which directory is wrong', async (t) => {
  const cases = [
    ['--lower a:none merged', /"none" to be a directory but found nothing/],
    ['--lower a:a/both merged', /"a\/both" to be a directory but found somet/],
    ['--lower a merged', /2 to 500 directories but found 1/],
    ['--lower a:b none', /"none" to be a directory but found nothing/],
  ] as const
  for (const [args, message] of cases) {
    const script = `${LAYERS}; ml mount ${args}`
    const { status, stderr } = await runScript(script)
    t.match({ status, stderr }, { status: 1, stderr: message })
  }
})

t.test('what the kernel refuses comes with advice', async (t) => {
  const script = `${LAYERS}; mount -t tmpfs none up
    ml mount --lower a --upper up --work work merged || true
    ml mount --lower a:a/.. --upper b --work work merged || true`
  const { stderr } = await runScript(script)
  t.match(stderr, /ELOOP.*\n {2}hint {2}One of the directories/)
  t.match(stderr, /EINVAL.*\n {2}hint {2}The kernel does not take/)
})

t.test('umount detaches an overlay, and nothing else', async (t) => {
  const script = `${LAYERS}; ${MOUNT}; touch merged/new; ml umount merged
    ls merged; ml umount merged || echo $?; ml umount /mnt || echo $?; ls up`
  const { stdout, stderr } = await runScript(script)
  t.equal(stdout, '1\n1\nnew\n')
  t.match(stderr, /"merged" to be an overlay but found another filesystem/)
})

t.test('an overlay in use stays', async (t) => {
  const script = `${LAYERS}; ${MOUNT}; exec 3< merged/both
    ml umount merged || exec 3<&-; ml umount merged; ls merged`
  const { stdout, stderr } = await runScript(script)
  t.equal(stdout, '')
  t.match(stderr, /EBUSY/)
})

t.test('root of a user namespace keeps its marks in user.*', async (t) => {
  const script = `mkdir a up work merged; touch a/f; mkdir a/d
    unshare -Urm sh -c "node $program mount --userxattr --lower a --upper up \\
      --work work merged && rm -r merged/d && mkdir merged/d && ls merged"
    getfattr -n user.overlay.opaque --only-values up/d`
  t.equal(await outputOf(t, script), 'd\nf\ny')
})
