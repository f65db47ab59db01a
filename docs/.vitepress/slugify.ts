/**
 * The anchor of a heading. Ours instead of VitePress's own, so that the test of
 * links can tell which anchors there are without building the site.
 *
 *     "`create`, then start"  ─▶  create-then-start      "先猜一猜"  ─▶  先猜一猜
 */
export function slugify(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .replace(/^(?=\d)/, '_')
}
