/** Hand-written federated schemas that together use every directive the engine executes. */
import type { SubgraphSdl } from './compose.ts';

/** Keys, `@requires` with arguments, `@provides`, `@override`, enums and inputs that differ. */
const shop: SubgraphSdl = {
  catalogue: `
    type Query {
      products(first: Int = 2, kind: Kind): [Product!]!
      product(id: ID!): Product
      search(filter: Filter): [Product]
    }
    type Product @key(fields: "id") @key(fields: "sku") {
      id: ID!
      sku: String!
      name: String
      weight(unit: Unit = KG): Float
      size: Size
      kind: Kind
      tags: [String!]
      legacy: String
      maker: Maker @shareable
    }
    type Size @shareable { height: Int width: Int }
    type Maker @key(fields: "id") { id: ID! name: String! @shareable }
    enum Kind { BOOK FILM GAME }
    enum Unit { KG G LB }
    input Filter { kind: Kind limit: Int! = 3 nested: Filter text: String }
  `,
  stock: `
    type Query { cheapest: Product topMakers: [Maker!] }
    type Product @key(fields: "id") @key(fields: "sku") {
      id: ID!
      sku: String!
      weight(unit: Unit = KG): Float @external
      size: Size @external
      shipping(express: Boolean): Int @requires(fields: "weight(unit: G) size { height }")
      inStock: Boolean!
      legacy: String @override(from: "catalogue")
      maker: Maker @shareable @provides(fields: "country")
    }
    type Size @shareable { height: Int width: Int }
    type Maker @key(fields: "id") { id: ID! country: String @external rank: Int }
    enum Unit { G KG }
  `,
  reviews: `
    type Query { latest: [Review]! }
    type Review @key(fields: "id") { id: ID! text: String stars: Int! product: Product author: String! }
    type Product @key(fields: "sku") { sku: String! reviews(first: Int): [Review!] rating: Float similar: [Product!] }
    type Maker @key(fields: "id") { id: ID! name: String! @shareable country: String @shareable best: Product! }
  `,
};

/** Interfaces, unions, `@interfaceObject`, fragments within `@requires`. */
const media: SubgraphSdl = {
  titles: `
    type Query { media: [Media!]! oneMedia: Media node(id: ID!): Node things: [Thing] thing: Thing! }
    interface Node { id: ID! }
    interface Media @key(fields: "id") { id: ID! title: String creator: Person }
    type Book implements Media & Node @key(fields: "id") { id: ID! title: String pages: Int creator: Person }
    type Film implements Media & Node @key(fields: "id") { id: ID! title: String minutes: Int creator: Person }
    type Song implements Media @key(fields: "id") { id: ID! title: String minutes: Float creator: Person }
    type Person implements Node @key(fields: "id") { id: ID! name: String favourite: Media }
    union Thing = Book | Person | Note
    type Note { text: String about: Thing }
  `,
  reviews: `
    type Query { recent: [Media] lastReview: Review }
    type Media @key(fields: "id") @interfaceObject {
      id: ID!
      reviews(first: Int): [Review!]
      stars: Float
    }
    type Review { text: String media: Media by: Person }
    type Person @key(fields: "id") { id: ID! nick: String }
  `,
  library: `
    type Query { shelf: [Book] keepers: [Keeper!] }
    interface Keeper { label: String held: [Media] }
    type Room implements Keeper { label: String held: [Media] floor: Int }
    type Desk implements Keeper { label: String held: [Media] drawer: Keeper }
    interface Media @key(fields: "id") { id: ID! }
    type Book implements Media @key(fields: "id") { id: ID! isbn: String loans: Int! }
    type Film implements Media @key(fields: "id") { id: ID! rating: Int }
    type Song implements Media @key(fields: "id") { id: ID! rating: Int }
    type Person @key(fields: "id") {
      id: ID!
      favourite: Media @external
      taste: String @requires(fields: "favourite { __typename ... on Book { id } ... on Film { id } }")
    }
  `,
};

/** Compound and nested keys, hops over several subgraphs, `@inaccessible`, custom scalars, lists of lists. */
const offices: SubgraphSdl = {
  registry: `
    type Query { offices: [Office!] office(code: String, at: Point): Office! clerk: Clerk }
    scalar JSON
    type Office @key(fields: "code place { zone }") {
      code: String!
      place: Place!
      data: JSON
      grid: [[Cell!]]
      secret: String @inaccessible
      state: State
    }
    type Place @shareable { zone: String! }
    type Cell { value: Int clerk: Clerk }
    type Clerk @key(fields: "id") { id: ID! name: String office: Office }
    enum State { OPEN CLOSED HIDDEN @inaccessible }
    input Point { x: Int y: Int = 1 hidden: Int @inaccessible }
  `,
  bridge: `
    type Query { bridges: Int }
    type Office @key(fields: "code place { zone }") @key(fields: "id") { id: ID! code: String! place: Place! }
    type Place @shareable { zone: String! }
  `,
  staff: `
    type Query { staff: [Clerk] }
    type Office @key(fields: "id") {
      id: ID!
      clerks(role: String = "any"): [Clerk!]
      head: Clerk!
      hiddenHead: Clerk @inaccessible
    }
    type Clerk @key(fields: "id") {
      id: ID!
      role: String
      boss: Clerk
      offices: [[Office]]
      badge: Badge
    }
    type Badge { number: Int! holder: Clerk color: String }
  `,
};

/** Mutations, a type without a key in two subgraphs, the same field everywhere. */
const forms: SubgraphSdl = {
  intake: `
    type Query { form(id: ID!): Form forms: [Form] version: String @shareable }
    type Mutation { submit(form: FormInput!): Form! withdraw(id: ID!): Form ping: Int }
    input FormInput { title: String! parts: [PartInput!] priority: Priority = LOW }
    input PartInput { name: String = "part" size: Float }
    enum Priority { LOW HIGH }
    type Form @key(fields: "id") {
      id: ID!
      title: String
      parts: [Part]
      priority: Priority
      next: Form
      summary: Summary @shareable
    }
    type Part { name: String size: Float }
    type Summary @shareable { text: String total: Int }
  `,
  review: `
    type Query { queue: [Form!] version: String @shareable }
    type Mutation { approve(id: ID!, note: String): Form reset: Boolean! }
    type Form @key(fields: "id") {
      id: ID!
      priority: Priority @external
      parts: [Part] @external
      urgency: Int @requires(fields: "priority parts { name size }")
      approved: Boolean
      verdict: Verdict
      summary: Summary @shareable
    }
    type Part { name: String @external size: Float @external }
    type Summary @shareable { text: String total: Int }
    enum Priority { LOW HIGH }
    enum Verdict { YES NO }
  `,
};

export const federations: Readonly<Record<string, SubgraphSdl>> = { shop, media, offices, forms };
