import t from 'tap'

import { isStatic } from './initramfs.ts'

/** An ELF header and a table of program headers of these types. */
function elf(...types: number[]): Buffer {
  const file = Buffer.alloc(64 + types.length * 56)
  file.write('\x7fELF', 'latin1')
  file.writeBigUInt64LE(64n, 32)
  file.writeUInt16LE(56, 54)
  file.writeUInt16LE(types.length, 56)
  for (const [n, type] of types.entries()) file.writeUInt32LE(type, 64 + n * 56)
  return file
}

t.test('isStatic() looks for a loader', async (t) => {
  t.equal(isStatic(elf(1, 1, 7)), true)
  t.equal(isStatic(elf(6, 3, 1)), false)
  t.equal(isStatic(Buffer.from('#!/bin/sh\n')), false)
})
