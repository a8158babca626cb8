-- Order lines: integers, decimals, doubles, dates, strings of few values, comments.
select
  i // 4 * 4 as l_orderkey,
  below(hash(i * 7), 100000) + 1 as l_partkey,
  below(hash(i * 11), 5000) + 1 as l_suppkey,
  (i % 4 + 1)::integer as l_linenumber,
  (below(hash(i * 13), 50) + 1)::decimal(15, 2) as l_quantity,
  (below(hash(i * 17), 10000000) / 100.0 + 900)::decimal(15, 2) as l_extendedprice,
  below(hash(i * 19), 11) / 100.0::double as l_discount,
  below(hash(i * 23), 9) / 100.0::double as l_tax,
  pick(['A', 'N', 'R'], hash(i * 29)) as l_returnflag,
  pick(['O', 'F'], hash(i * 31)) as l_linestatus,
  date '1992-01-02' + below(hash(i // 4 * 37), 2400)::integer as l_shipdate,
  date '1992-01-31' + below(hash(i * 41), 2460)::integer as l_commitdate,
  date '1992-01-03' + below(hash(i * 43), 2550)::integer as l_receiptdate,
  pick(['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'], hash(i * 47)) as l_shipinstruct,
  pick(['AIR', 'FOB', 'MAIL', 'RAIL', 'REG AIR', 'SHIP', 'TRUCK'], hash(i * 53)) as l_shipmode,
  substr(
    concat_ws(' ', comment_word(hash(i * 59)), comment_word(hash(i * 61)), comment_word(hash(i * 67)),
      comment_word(hash(i * 71)), comment_word(hash(i * 73)), comment_word(hash(i * 79))),
    1 + below(hash(i * 83), 6),
    10 + below(hash(i * 89), 34)) as l_comment
from range(${rows}) numbers(i)
