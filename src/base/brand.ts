// Brands: numbers and strings that must not be mixed up, told apart by the type checker at no cost at run time.

declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
