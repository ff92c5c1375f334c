import type { Invariant } from './invariant.ts'

export const deadLettersArePoison: Invariant = {
  name: 'the dead-letter queues hold exactly the poison that was put in, each with its cause',
  check({ poison, deadLetters }) {
    const consumers = new Set([...deadLetters.keys(), ...poison.map((one) => one.consumer)])
    return [...consumers].flatMap((consumer) => {
      const expected = poison.filter((one) => one.consumer === consumer).map((one) => one.body)
      const messages = deadLetters.get(consumer) ?? []
      const found = new Set(messages.map((message) => message.Body ?? ''))
      const missing = expected.filter((body) => !found.has(body)).map((body) => `${consumer}: missing ${body}`)
      const strangers = [...found].filter((body) => !expected.includes(body))
      const causeless = messages.filter((message) => !message.MessageAttributes?.error_type)
      return [
        ...missing,
        ...strangers.map((body) => `${consumer}: unexpected ${body.slice(0, 300)}`),
        ...causeless.map((message) => `${consumer}: no cause on ${message.Body?.slice(0, 100)}`),
      ]
    })
  },
}
