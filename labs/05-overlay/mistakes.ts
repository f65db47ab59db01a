/**
 * Wrong edits of the reference, each as a student would make it, and the check
 * and diagnosis that have to answer. The gate tries every one.
 */

import { commitMistakes } from './mistakes-commit.ts'
import { diffMistakes } from './mistakes-diff.ts'
import { initMistakes } from './mistakes-init.ts'
import { layerMistakes } from './mistakes-layers.ts'
import { unpackMistakes } from './mistakes-unpack.ts'

export const mistakes = [
  ...layerMistakes,
  ...diffMistakes,
  ...commitMistakes,
  ...unpackMistakes,
  ...initMistakes,
]
