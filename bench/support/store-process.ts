import { startDynamoDb } from '../../local/dynamodb/index.ts'
import { listen, serve } from '../../local/endpoint/server.ts'

/** The local runtime's DynamoDB in a process of its own, as a rebuild finds it. Prints its address; ends with its parent. */
const region = 'us-east-1'
const database = await startDynamoDb({ region, accountId: '000000000000' })
const { server, url } = await listen(0)
serve(server, { region, services: { dynamodb: database.handle }, raw: {}, pages: {} })
process.stdout.write(`${url}\n`)
process.stdin.on('end', () => process.exit(0)).resume()
