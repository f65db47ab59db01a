import t from 'tap'

import { neededBy } from './needed.ts'
import { LOADER, program } from './test/elf.ts'

t.test('neededBy() reads the loader and the libraries', async (t) => {
  t.same(neededBy(program()), {
    loader: LOADER,
    libraries: ['libc.so.6', 'libm.so.6'],
  })
})

t.test('neededBy() finds nothing in what is no such program', async (t) => {
  const nothing = { loader: null, libraries: [] }
  t.same(neededBy(Buffer.from('#!/bin/sh\n')), nothing)
  t.same(neededBy(Buffer.from('\x7fELF\x01\x01', 'latin1')), nothing)
  t.same(neededBy(Buffer.alloc(0)), nothing)
})
