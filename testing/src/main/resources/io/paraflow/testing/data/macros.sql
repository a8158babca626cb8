-- Every value is a function of the row's number i, so that a table of any size is a prefix of a larger one.
create or replace macro pick(words, h) as words[1 + (h % len(words)::ubigint)::integer];
create or replace macro below(h, bound) as (h % bound::ubigint)::bigint;
create or replace macro sometimes_null(h, value) as case when h % 10 = 0 then null else value end;
create or replace macro comment_word(h) as pick([
  'carefully', 'quickly', 'furiously', 'slyly', 'blithely', 'ironic', 'regular', 'special', 'express', 'final', 'pending',
  'bold', 'even', 'silent', 'unusual', 'packages', 'deposits', 'requests', 'accounts', 'instructions', 'foxes', 'pinto',
  'beans', 'theodolites', 'platelets', 'ideas', 'dependencies', 'excuses', 'asymptotes', 'courts', 'dolphins',
  'multipliers', 'sauternes', 'warthogs', 'frets', 'dinos', 'attainments', 'somas', 'tithes', 'sleep', 'wake', 'nag',
  'haggle', 'cajole', 'detect', 'integrate', 'boost', 'doze', 'among', 'above', 'across', 'after', 'against', 'along',
  'the', 'about', 'according', 'to', 's. '], h);
