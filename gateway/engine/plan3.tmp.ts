import { compose } from '../../test/support/federation/compose.ts';
import { QueryPlanner } from '@graphql-hive/router-query-planner';
const subs = (extra = '') => ({
  catalogue: `type Query { products: [Product!] p: Product } type Product @key(fields: "id") { id: ID! weight(unit: Int): Int name: String }`,
  stock: `type Query { s: Product } type Product @key(fields: "id") { id: ID! weight(unit: Int): Int @external shipping: Int @requires(fields: "weight(unit: 1)") inStock: Int similar: [Product!] one: Product}`,
  third: `type Query { t: [Product] } type Product @key(fields: "id") { id: ID! rating: Int rel: Product }`,
});
const qp = new QueryPlanner(compose(subs()));
for (const q of ['{products{shipping}}', '{products{similar{shipping}}}', '{p{one{shipping}}}', '{p{one{inStock shipping}}}', '{p{one{weight shipping}}}', '{p{one{name}}}', '{p{rel{shipping}}}', '{p{rel{rel{shipping}}}}', '{s{one{shipping}}}', '{s{rel{shipping}}}', '{t{shipping rel{shipping}}}','{p{one{id} shipping}}','{p{one{shipping} shipping}}', '{p{inStock one{shipping}}}']) {
  try { const n = JSON.stringify(qp.plan(q, undefined, new Set(), 100).node); console.log(q, 'OK', n.length); } catch (e: any) { console.log(q, 'ERR', e.message.slice(0, 150)); }
}
