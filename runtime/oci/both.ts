/**
 * Do one thing and afterwards the other, whatever becomes of the first. If both
 * fail, the first tells what it is about.
 */
export async function both<T>(
  first: () => Promise<T>,
  afterwards: () => Promise<void>,
): Promise<T> {
  const [done] = await Promise.allSettled([first()])
  const [after] = await Promise.allSettled([afterwards()])
  if (done.status === 'rejected') throw done.reason
  if (after.status === 'rejected') throw after.reason
  return done.value
}
