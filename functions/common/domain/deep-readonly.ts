/**
 * The type of a parsed value that is never changed: readonly at every depth. A schema's own `readonly()`
 * would show in the OpenAPI document.
 */
export type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;
