/** The rules of nftables, one a line, and what they counted. */
import { type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import type { NftRule } from '#checker/evidence/network-state.ts'
import { ruleText } from '../../pictures/network/nft-words.ts'
import { say } from './words.ts'

interface RulesProps {
  readonly rules: readonly NftRule[]
  readonly language: Language
}

const MOST_RULES = 12

export function Rules({ rules, language }: RulesProps): ComponentChildren {
  const shown = rules.slice(0, MOST_RULES)
  const more = rules.length - shown.length
  return h(
    'div',
    {
      class: 'card rules',
      role: 'group',
      'aria-label': say(language, 'networks.rules'),
    },
    h(
      'p',
      { class: 'card-head' },
      h('span', { class: 'card-title' }, say(language, 'networks.rules')),
      rules.length === 0
        ? h('span', { class: 'card-aside' }, say(language, 'networks.noRules'))
        : null,
    ),
    shown.map((rule, at) => h(Rule, { key: at, rule, language })),
    more > 0 ? h('p', null, say(language, 'fold.more', { count: more })) : null,
  )
}

interface RuleProps {
  readonly rule: NftRule
  readonly language: Language
}

function Rule({ rule, language }: RuleProps): ComponentChildren {
  const { table, chain, packets } = rule
  return h(
    'p',
    { class: 'rule' },
    h('span', { class: 'rule-chain' }, `${table} ${chain}`),
    h('code', null, ruleText(rule)),
    packets === null
      ? null
      : h(
          'span',
          { class: 'rule-packets' },
          say(language, 'networks.packets', { count: packets }),
        ),
  )
}
