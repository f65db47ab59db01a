import type { JsonValue } from './json-value.ts'
import { HOOK_KINDS, type Hook, type Hooks } from './runtime-spec.ts'

/**
 * Read `hooks`; undefined if it names none.
 *
 * @throws {SpecError} If a hook has no absolute path, or no time to run.
 * @see runtime-spec config.md, "POSIX-platform Hooks"
 */
export function parseHooks(hooks: JsonValue): Hooks | undefined {
  const lists = HOOK_KINDS.map((kind) => [kind, hooks.at(kind)] as const)
  const found = lists
    .filter(([, list]) => list.present && list.items().length > 0)
    .map(([kind, list]) => [kind, list.items().map(parseHook)])
  return found.length > 0 ? Object.fromEntries(found) : undefined
}

function parseHook(hook: JsonValue): Hook {
  const path = hook.at('path')
  if (!path.text().startsWith('/')) path.fail('an absolute path')
  const [args, env, timeout] = [
    hook.at('args'),
    hook.at('env'),
    hook.at('timeout'),
  ]
  return {
    path: path.text(),
    ...(args.present && { args: args.items().map((arg) => arg.text()) }),
    ...(env.present && { env: env.items().map(variable) }),
    ...(timeout.present && { timeout: seconds(timeout) }),
  }
}

function variable(entry: JsonValue): string {
  const text = entry.text()
  return text.indexOf('=') > 0 ? text : entry.fail('text as in "NAME=value"')
}

function seconds(timeout: JsonValue): number {
  const value = timeout.integer()
  return value > 0 ? value : timeout.fail('a number of seconds, at least 1')
}
