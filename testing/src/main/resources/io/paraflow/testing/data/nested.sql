-- Lists of strings and of structs, maps, structs in structs; all of them empty now and then, addresses also null.
select
  i as id,
  ['red', 'green', 'blue', 'prod', 'dev', 'eu', 'us'][1:below(hash(i * 3), 7)] as tags,
  [{'sku': concat('sku-', below(hash(i * 7 + j), 20000)),
    'qty': below(hash(i * 11 + j), 20)::integer,
    'price': below(hash(i * 13 + j), 100000) / 100.0::double}
    for j in range(below(hash(i * 17), 6))] as items,
  map_from_entries([{'k': concat('attr', j), 'v': concat('value-', below(hash(i * 19 + j), 5000))}
    for j in range(below(hash(i * 23), 5))]) as attrs,
  sometimes_null(hash(i * 29),
    {'city': pick(['Berlin', 'Paris', 'Zurich', 'London', 'Madrid'], hash(i * 31)),
     'zip': (below(hash(i * 37), 90000) + 10000)::varchar,
     'geo': {'lat': below(hash(i * 41), 180000) / 1000.0::double, 'lon': below(hash(i * 43), 360000) / 1000.0::double}}) as addr
from range(${rows}) numbers(i)
