import { DeclarationError } from './declaration-error.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** Participles that are no imperative, too: where one stands, a name states a fact. */
const irregular = words(
  `arisen awoken been beaten become befallen begotten begun bent bereft besought bestridden bet bidden bitten blown born borne bound
  bought broken brought built burnt caught chosen clung come crept dealt done drawn dreamt driven drunk dug dwelt eaten fallen felt fled
  flown flung forbidden foregone foreseen foretold forgiven forgone forgot forgotten forsaken fought found frozen given gone got gotten
  ground grown heard held hewn hidden hung kept knelt knit known laid lain leant leapt learnt led left lent lit lost made meant met misheard
  mislaid misled misread misspelt misspent mistaken misunderstood mown outbid outdone outgrown outrun outsold overcome overdone overdrawn
  overheard overlaid overpaid overridden overrun overseen oversold overtaken overthrown overwritten paid partaken pled prepaid proven
  rebound rebought rebuilt redone redrawn reground regrown reheard relaid relit remade repaid rerun resent resold retaken
  retaught rethought retold rewound rewritten ridden risen rung said sawn seen sent sewn shaken shaven shone shorn shot shown shrunk slain
  slept slid slung slunk smelt smitten sold sought sown spelt spent spilt spoilt spoken sprung spun stolen stood strewn stricken striven
  struck strung stuck stung stunk sung sunk swept swollen sworn swum swung taken taught thought thriven thrown told torn trodden undergone
  understood undertaken undone undrawn unwound upheld withdrawn withheld withstood woken won worn wound woven wrung written wept wrought`,
)

/** Their imperative is the same word: at the beginning of a longer name it may be a request (`order.set_price`). */
const alsoImperative = words(
  `bid broadcast burst cast cost cut fit forecast hit hurt input let offset output preset put quit read recast recut reread reset
  rid run set shed shut slit split spread sublet thrust typeset undercut upset wed wet`,
)

/** Verbs that end in -ed, and are no participles. */
const imperativesInEd = words(
  'bed bleed breed embed exceed feed heed knead need proceed seed shed shred speed succeed wed weed',
)

/** What a verb may have behind it: `signed_up`, `put_back`. */
const particles = words(
  'again ahead along apart around aside away back by down forth forward in off on out over through to together up',
)

const shape = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/

const isRegular = (word: string): boolean => word.length > 3 && word.endsWith('ed') && !imperativesInEd.has(word)

/** Whether a word of the action says that it has happened. */
function isPast(action: string): boolean {
  const all = action.split('_')
  const verb = all.findLast((word) => !particles.has(word)) ?? ''
  return all.some((word) => isRegular(word) || irregular.has(word)) || alsoImperative.has(verb)
}

/**
 * An event states what has happened: `entity.action` in lower snake case, with a past participle in the action.
 * @throws {DeclarationError} naming the part that is wrong and an example of what is allowed.
 */
export function assertEventName(name: string): void {
  if (!shape.test(name)) {
    throw new DeclarationError(
      `Event type "${name}" must be entity.action in lower snake case, for example "order.created".`,
    )
  }
  const action = name.slice(name.indexOf('.') + 1)
  if (!isPast(action)) {
    throw new DeclarationError(
      `Event type "${name}" must be in the past tense: no word of "${action}" is a past participle known to events/event-name.ts. An event is a fact ("order.created"); a request is a command (see defineCommand).`,
    )
  }
}

/**
 * A command asks for something: `verb_noun` in lower-case letters, the verb an imperative.
 * @throws {DeclarationError} naming what is wrong and an example of what is allowed.
 */
export function assertCommandName(name: string): void {
  if (!/^[a-z]+(_[a-z]+)+$/.test(name)) {
    throw new DeclarationError(
      `Command type "${name}" must be an imperative verb_noun in lower-case letters, for example "cancel_order".`,
    )
  }
  const [verb = ''] = name.split('_')
  if (isRegular(verb)) {
    throw new DeclarationError(
      `Command type "${name}" must be imperative: a request, not a fact (see defineEvent for facts).`,
    )
  }
}

/**
 * Versions are whole numbers, each greater than the one before.
 * @throws {DeclarationError} naming the field, its value and what is allowed.
 */
export function assertVersion(type: string, field: string, version: number, least: number): void {
  if (Number.isSafeInteger(version) && version >= least) return
  throw new DeclarationError(`${type}: ${field} is ${version}; it must be a whole number from ${least}.`)
}
