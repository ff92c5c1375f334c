import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { projectRoot } from '../../dev/synthesize.ts'
import { templateFiles } from './kit/layout.ts'
import { type LocalProcess, startLocalProcess } from './kit/local-process.ts'
import { describeNeeding } from './kit/needs.ts'
import { until } from './kit/wait.ts'

interface Statement {
  Action: string | string[]
  Resource: unknown
}

/** What is taken out of the template: an action of a role on the resources whose reference mentions the text. */
interface Removal {
  role: RegExp
  action: string
  resource: string
  refused: RegExp
}

const removals: Removal[] = [
  {
    role: /^PaymentHandlerRole/,
    action: 'dynamodb:PutItem',
    resource: 'TablesEvents',
    refused:
      /IAM: Consumer payment may not dynamodb:PutItem on \S+TablesEvents\S+: .* Granted by: uses: \{ eventStore: 'append' \}/,
  },
  {
    role: /^InventoryHandlerRole/,
    action: 'dynamodb:UpdateItem',
    resource: 'InventoryTable',
    refused:
      /IAM: Consumer inventory may not dynamodb:UpdateItem on \S+InventoryTable\S+: .* Granted by: uses: \{ table: \['update'\] \}/,
  },
  {
    role: /^NotificationHandlerRole/,
    action: 'ses:SendEmail',
    resource: '',
    refused: /IAM: Consumer notification may not ses:SendEmail on \S+: .* Granted by: uses: \{ email: true \}/,
  },
  {
    role: /^CheckoutHandlerRole/,
    action: 'scheduler:CreateSchedule',
    resource: '',
    refused: /IAM: Consumer checkout may not scheduler:CreateSchedule on \S+: .* Granted by: uses: \{ schedules: /,
  },
  {
    role: /^AuditHandlerRole/,
    action: 's3:PutObject',
    resource: '',
    refused: /IAM: Consumer audit may not s3:PutObject on \S+: .* Granted by: uses: \{ bucket: 'write' \}/,
  },
]

/** S1: a stack of its own, whose template lacks five grants. It shows that nothing works without them, and that one is told. */
describeNeeding('own-runtime')('a grant that is taken out of the template', () => {
  let directory: string
  let local: LocalProcess

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'removed-grants-'))
    // As it is synthesized when the suite starts.
    await cp(join(projectRoot, 'cdk.out'), directory, { recursive: true })
    const missing = new Set(removals)
    for (const file of templateFiles(directory)) {
      const template = JSON.parse(await readFile(file, 'utf8'))
      for (const removal of removals) if (remove(template, removal)) missing.delete(removal)
      await writeFile(file, JSON.stringify(template))
    }
    expect([...missing].map(({ action }) => action)).toEqual([])
    local = await startLocalProcess(['--no-sample', '--no-synth', '--assembly', directory])
    await placeOrder(local.apiUrl)
  })

  afterAll(async () => {
    await local?.stop()
    await rm(directory, { recursive: true, force: true })
  })

  it.each(removals)(
    '$action: what is refused, to whom, on what, and which declaration grants it',
    async ({ refused }) => {
      await until('the refusal', async () => refused.test(local.output()))
    },
  )
})

function remove(
  template: { Resources: Record<string, { Properties: Record<string, unknown> }> },
  removal: Removal,
): boolean {
  let removed = false
  for (const [id, { Properties }] of Object.entries(template.Resources)) {
    if (!removal.role.test(id)) continue
    for (const { PolicyDocument } of Properties.Policies as { PolicyDocument: { Statement: Statement[] } }[]) {
      PolicyDocument.Statement = PolicyDocument.Statement.flatMap((statement) => {
        const actions = [statement.Action].flat()
        const concerned = [statement.Resource].flat().filter((one) => JSON.stringify(one).includes(removal.resource))
        if (!actions.includes(removal.action) || concerned.length === 0) return [statement]
        removed = true
        const others = [statement.Resource].flat().filter((one) => !concerned.includes(one))
        const rest = actions.filter((action) => action !== removal.action)
        return [
          ...(rest.length > 0 ? [{ ...statement, Action: rest, Resource: concerned }] : []),
          ...(others.length > 0 ? [{ ...statement, Resource: others }] : []),
        ]
      })
    }
  }
  return removed
}

async function placeOrder(apiUrl: string): Promise<void> {
  const call = async (method: string, path: string, json: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(new URL(path, apiUrl), { method, headers, body: JSON.stringify(json) })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const customer = { name: 'Ada', email: 'ada@example.com' }
  const registered = await call('POST', '/customers', customer)
  const customer_id = String(registered.body.customer_id)
  await call('PUT', '/products/prod_cup', { name: 'Cup', price: 10, currency: 'USD' })
  await call('POST', '/products/prod_cup/stock', { quantity: 10 })
  const account = await call('POST', '/accounts', { customer_id, currency: 'USD' })
  await call('POST', `/accounts/${account.body.account_id}/deposits`, { amount: 100, currency: 'USD' })
  await until('the order to be placed', async () => {
    const items = [{ product_id: 'prod_cup', quantity: 1 }]
    return (await call('POST', '/orders', { customer_id, currency: 'USD', items })).status === 201
  })
}
