// mini-cni: a CNI plugin. A runtime starts it with a request in its environment
// and the network's configuration on standard input; the answer is JSON on
// standard output, and an exit status of 1 if that is an error.
import { decode } from '../network/cni-config.ts'
import { CniError } from '../network/cni-error.ts'
import { parseRequest } from '../network/cni-request.ts'
import { errorResult, explain, serve } from '../network/serve.ts'
import type { JsonValue } from '../spec/json-value.ts'
import { print } from './output.ts'
import { FAILED } from './report.ts'

const VERSION = 'mini-cni version 0.1.0\nspec: 1.1.0\n'

/** Bytes; no configuration is that long. */
const LONGEST_CONFIG = 1024 * 1024

async function main([option]: readonly string[]): Promise<number> {
  if (option === undefined) return answer()
  if (option === '--version') print(VERSION)
  else print((await import('./mini-cni-help.ts')).HELP)
  return option.startsWith('-') ? 0 : FAILED
}

async function answer(): Promise<number> {
  let config: JsonValue | undefined
  try {
    const request = parseRequest(process.env)
    config = decode(await readInput())
    printJson(serve(request, config))
    return 0
  } catch (error) {
    printJson(errorResult(explain(error), config))
    return FAILED
  }
}

/** @throws {CniError} Code 6 if it does not end. */
async function readInput(): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin) {
    chunks.push(chunk)
    length += chunk.length
    if (length > LONGEST_CONFIG) throw tooLong()
  }
  return Buffer.concat(chunks).toString('utf8')
}

function tooLong(): CniError {
  return new CniError(
    'undecodable',
    `Expected a network configuration of at most ${LONGEST_CONFIG} bytes on standard input but found more`,
  )
}

function printJson(answer: unknown): void {
  if (answer !== undefined) print(`${JSON.stringify(answer, null, 2)}\n`)
}

main(process.argv.slice(2)).then((status) => {
  process.exitCode = status
})
