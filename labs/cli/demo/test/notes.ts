/** Notes of a demo that a test says how it stands. */
import type { Test } from 'tap'
import { checkoutRoot } from '#checker/checkout.ts'
import { recordingIo } from '../../test/recording-io.ts'
import { openNotes } from '../notes.ts'
import { parseDemo } from '../script.ts'

const EN = parseDemo(`# Limits that bite

Say **hello**. <img src=x onerror=alert(1)>

## A group is a directory {check=create.own}

- Point at \`mkdir\`.
- Wait.

\`\`\`console
# mkdir /sys/fs/cgroup/demo
# true
\`\`\`

Ask: *who* counts?

## A bullet {check=memory.max}

It is a [signal](https://example.org).

\`\`\`console
# false
\`\`\`
`)

const ZH = parseDemo(`# 会咬人的限制

说**你好**。

## 组就是目录 {check=create.own}

- 指向 \`mkdir\`。
- 稍等。

\`\`\`console
# mkdir /sys/fs/cgroup/demo
# true
\`\`\`

问：*谁*在计数？

## 一颗子弹 {check=memory.max}

这是一个信号。

\`\`\`console
# false
\`\`\`
`)

/** Open them; they are noted in a folder that is gone with the test. */
export async function someNotes(t: Test, folder = t.testdir({})) {
  const { io } = recordingIo({})
  const notes = await openNotes(io, {
    root: checkoutRoot(),
    folder,
    lab: { id: '04-cgroups' },
    scripts: { en: EN, zh: ZH },
    port: undefined,
  })
  t.teardown(() => notes.close())
  return { notes, folder }
}
