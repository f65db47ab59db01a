/**
 * Cut a text into words, where it has blanks or punctuation. Chinese has neither
 * between words; there they are what `Intl.Segmenter` knows, and every two
 * characters that stand together, so that 名空间 is found in 命名空间 as well.
 *
 * VitePress writes the source of this function into every page, so it uses nothing
 * from outside itself.
 */
export function tokenize(text: string): string[] {
  // Made when it is wanted: that takes as long as to use it.
  let words: Intl.Segmenter | undefined
  const pairsIn = (run: string) => {
    const letters = [...run]
    return letters.slice(1).map((letter, index) => letters[index] + letter)
  }
  return text.split(/[\s\p{P}\p{S}\p{Z}]+/u).flatMap((run) => {
    if (run === '') return []
    if (!/\p{Script=Han}/u.test(run)) return [run]
    words ??= new Intl.Segmenter('zh', { granularity: 'word' })
    const parts = [...words.segment(run)].map(({ segment }) => segment)
    const pairs = run.split(/\P{Script=Han}+/u).flatMap(pairsIn)
    return [...new Set([...parts, ...pairs])]
  })
}
