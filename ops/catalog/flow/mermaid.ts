import type { FlowGraph, FlowKind } from './flow-graph.ts'

const SHAPES: Readonly<Record<FlowKind, readonly [open: string, close: string]>> = {
  service: ['[', ']'],
  requests: ['[/', '/]'],
  event: ['(', ')'],
  command: ['{{', '}}'],
  consumer: ['[[', ']]'],
}

/** Text that GitHub, GitLab and most wikis draw. Solid: what is declared, or has happened; dotted: what may happen. */
export function flowMermaid({ nodes, edges }: FlowGraph): string {
  const numbers = new Map(nodes.map(({ id }, index) => [id, `n${index}`]))
  const drawn = nodes.map(({ id, kind, name }) => {
    const [open, close] = SHAPES[kind]
    const text = kind === 'requests' ? `requests to ${name}` : name
    return `  ${numbers.get(id)}${open}"${text.replaceAll('"', '#quot;')}"${close}`
  })
  const arrows = edges.map(
    ({ from, to, kind }) => `  ${numbers.get(from)} ${kind === 'may' ? '-.->' : '-->'} ${numbers.get(to)}`,
  )
  return `flowchart LR\n${[...drawn, ...arrows].join('\n')}\n`
}
