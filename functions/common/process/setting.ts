/**
 * The kinds of settings: how each is checked, and its description for messages and for
 * `docs/configuration.md`. `settings.ts` reads them and has those that several programs share.
 */
import { z } from 'zod';

/** The description of a variable for people. `docs/configuration.md` is generated from it. */
export interface Setting {
  /** Its effect: a phrase, without a full stop. */
  readonly description: string;
  /** The values allowed, as the end of the sentence "VARIABLE must be …". */
  readonly allowed: string;
  /**
   * The value that it has when it is not set, in words where it depends on the machine; undefined where it is
   * required.
   */
  readonly default: string | undefined;
  /** A secret's value is never printed. */
  readonly secret: boolean;
}

const settings = z.registry<Setting>();

/**
 * A whole number.
 * @param range smallest and largest value allowed, and the default; without a default the variable is
 *   required
 */
export function wholeNumber(range: {
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  readonly default?: number;
  /** The default in words, where it depends on the machine. */
  readonly defaultWords?: string;
  readonly description: string;
}) {
  const ofUnit = range.unit === undefined ? '' : ` of ${range.unit}`;
  const fallback = range.default === undefined ? undefined : String(range.default);
  const schema = z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.number().min(range.min).max(range.max))
    .prefault(fallback ?? '');
  return schema.register(settings, {
    description: range.description,
    allowed: `a whole number${ofUnit} from ${range.min} to ${range.max}`,
    default: range.defaultWords ?? fallback,
    secret: false,
  });
}

/** A number from 0 to 1. */
export function fraction(fallback: number, description: string) {
  const schema = z
    .string()
    .regex(/^(?:0(?:\.\d+)?|1(?:\.0+)?)$/)
    .transform(Number)
    .prefault(String(fallback));
  return schema.register(settings, {
    description,
    allowed: 'a number from 0 to 1, for example 0.5',
    default: String(fallback),
    secret: false,
  });
}

/** A string that matches `pattern`. Without a pattern, any string but the empty one. */
export function text(options: {
  readonly allowed: string;
  readonly pattern?: RegExp;
  /** Whether a text that matches is one of those allowed. */
  readonly isAllowed?: (text: string) => boolean;
  readonly secret?: boolean;
  readonly default?: string;
  readonly description: string;
}) {
  const schema = z
    .string()
    .regex(options.pattern ?? /./)
    .refine(options.isAllowed ?? (() => true))
    .prefault(options.default ?? '');
  return schema.register(settings, {
    description: options.description,
    allowed: options.allowed,
    default: options.default,
    secret: options.secret ?? false,
  });
}

/** One of several words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
  fallback: Words[number],
  description: string,
) {
  const schema = z.enum(words).prefault(fallback);
  return schema.register(settings, {
    description,
    allowed: `one of ${words.join(', ')}`,
    default: fallback,
    secret: false,
  });
}

/** `host:port` of an emulator; undefined where the cloud is used. */
export function emulatorHost(service: 'Pub/Sub' | 'Firestore') {
  const schema = z
    .string()
    .regex(/^(?:[^\s:/]+|\[[0-9a-f:]+\]):\d{1,5}$/i)
    .refine((host) => isPort(Number(host.slice(host.lastIndexOf(':') + 1))))
    .optional();
  return schema.register(settings, {
    description: `emulator of ${service} to use in place of the cloud`,
    allowed: 'host:port of a running emulator, for example localhost:8085',
    default: '',
    secret: false,
  });
}

function isPort(number: number): boolean {
  return number >= 1 && number <= 65_535;
}

/** The description that was registered with a variable's schema. */
export function settingOf(schema: unknown): Setting | undefined {
  return schema instanceof z.ZodType ? settings.get(schema) : undefined;
}
