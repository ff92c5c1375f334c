import { describe, expect, it } from 'vitest'
import { request } from './kit/http.ts'
import { balanceOf, get, post, unique } from './kit/shop.ts'
import { until } from './kit/wait.ts'

const openAccount = async (currency = 'USD'): Promise<string> => {
  const { account_id } = await post<{ account_id: string }>('/accounts', { customer_id: unique('cust'), currency })
  return account_id
}

interface Statement {
  readonly lines: readonly { sequence: number; type: string; amount: number; balance: number }[]
  readonly next_cursor: string | null
}

describe('accounts (D2)', () => {
  it('keep a balance through deposits, withdrawals and transfers, and lose nothing', async () => {
    const [one, other] = await Promise.all([openAccount(), openAccount()])
    await post(`/accounts/${one}/deposits`, { amount: 100.1, currency: 'USD' })
    await post(`/accounts/${one}/withdrawals`, { amount: 0.2, currency: 'USD' })
    await post(`/accounts/${one}/transfers`, { to_account_id: other, amount: 30.05, currency: 'USD' })
    expect(await balanceOf(one)).toBe(69.85)
    expect(await balanceOf(other)).toBe(30.05)
  })

  it('are one per customer and currency', async () => {
    const customer_id = unique('cust')
    await post('/accounts', { customer_id, currency: 'USD' })
    const second = await request('POST', '/accounts', { json: { customer_id, currency: 'USD' } })
    expect(second.status).toBe(409)
    expect(second.body.code).toBe('account_exists')
    expect((await request('POST', '/accounts', { json: { customer_id, currency: 'EUR' } })).status).toBe(201)
  })

  it.each([
    ['more than there is', { amount: 1000, currency: 'USD' }, 409, 'insufficient_funds'],
    ['another currency', { amount: 1, currency: 'EUR' }, 409, 'currency_mismatch'],
    ['a fraction of a cent', { amount: 1.001, currency: 'USD' }, 422, 'validation_failed'],
  ])('refuse to pay out %s', async (_, json, status, code) => {
    const account = await openAccount()
    await post(`/accounts/${account}/deposits`, { amount: 10, currency: 'USD' })
    const answer = await request('POST', `/accounts/${account}/withdrawals`, { json })
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(await balanceOf(account)).toBe(10)
  })

  it('never go below zero when many withdraw at once', async () => {
    const account = await openAccount()
    await post(`/accounts/${account}/deposits`, { amount: 50, currency: 'USD' })
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        request('POST', `/accounts/${account}/withdrawals`, { json: { amount: 10, currency: 'USD' } }),
      ),
    )
    const paid = answers.filter((answer) => answer.status === 200).length
    expect(paid).toBeLessThanOrEqual(5)
    expect(await balanceOf(account)).toBe(50 - paid * 10)
    for (const answer of answers) expect([200, 409]).toContain(answer.status)
  })

  it('tell the balance as it was', async () => {
    const account = await openAccount()
    await post(`/accounts/${account}/deposits`, { amount: 10, currency: 'USD' })
    const { lines } = await until('the statement', async () => {
      const statement = await get<Statement & { lines: { time: string }[] }>(`/accounts/${account}/statement`)
      return statement.lines.length === 2 && statement
    })
    const asOf = lines[0]?.time ?? ''
    await post(`/accounts/${account}/deposits`, { amount: 5, currency: 'USD' })
    expect(await get(`/accounts/${account}?as_of=${asOf}`)).toMatchObject({ balance: 10 })
    expect(await balanceOf(account)).toBe(15)
  })

  it('state every movement, newest first, by pages', async () => {
    const account = await openAccount()
    for (const amount of [1, 2, 3]) await post(`/accounts/${account}/deposits`, { amount, currency: 'USD' })
    const all = await until('the opening and three deposits', async () => {
      const statement = await get<Statement>(`/accounts/${account}/statement`)
      return statement.lines.length === 4 && statement
    })
    expect(all.lines.map((line) => line.balance)).toEqual([6, 3, 1, 0])
    const first = await get<Statement>(`/accounts/${account}/statement?limit=3`)
    const rest = await get<Statement>(`/accounts/${account}/statement?limit=3&cursor=${first.next_cursor}`)
    expect([...first.lines, ...rest.lines]).toEqual(all.lines)
    expect(rest.next_cursor).toBeNull()
  })
})
