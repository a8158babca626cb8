-- Access logs: five columns of ten are null in one row of ten; messages have 80 to 200 characters.
select
  timestamp '2026-01-01 00:00:00' + to_microseconds(i * 1700 + below(hash(i), 1500)) as ts,
  'tenant-' || lpad((power(below(hash(i * 3), 1000000) / 1000000.0, 3) * 1000)::integer::varchar, 5, '0') as tenant_id,
  pick(['INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'DEBUG', 'DEBUG', 'WARN', 'ERROR'], hash(i * 5)) as severity,
  sometimes_null(hash(i * 101),
    concat('10.', below(hash(i * 7), 200), '.', below(hash(i * 11), 256), '.', below(hash(i * 13), 254) + 1)) as source_ip,
  sometimes_null(hash(i * 103),
    concat('/api/v', below(hash(i * 17), 3) + 1, '/',
      pick(['users', 'orders', 'invoices', 'search', 'catalog/items', 'sessions', 'reports/daily', 'export'], hash(i * 19)),
      '/', below(hash(i * 23), 150))) as url_path,
  sometimes_null(hash(i * 107),
    concat('Mozilla/5.0 (',
      pick(['Windows NT 10.0; Win64; x64', 'Macintosh; Intel Mac OS X 10_15_7', 'X11; Linux x86_64',
        'iPhone; CPU iPhone OS 17_4 like Mac OS X'], hash(i * 29)),
      ') AppleWebKit/537.36 (KHTML, like Gecko) Chrome/', 100 + below(hash(i * 31), 30), '.0.',
      below(hash(i * 31), 30) * 41, '.0 Safari/537.36')) as user_agent,
  pick([200, 200, 200, 200, 201, 204, 301, 304, 400, 404, 500, 503], hash(i * 37))::integer as status,
  sometimes_null(hash(i * 109), (exp(below(hash(i * 41), 1000) / 80.0) * 50 + below(hash(i * 91), 1000))::bigint) as bytes,
  sometimes_null(hash(i * 113), below(hash(i * 43), 100000000) / 1000.0::double) as duration,
  case below(hash(i * 47), 5)
    when 0 then concat('request completed path=/api/v1/orders/', below(hash(i * 53), 1000000), ' user_id=',
      below(hash(i * 59), 5000000), ' trace_id=', md5((i * 61)::varchar), ' upstream=10.0.', below(hash(i * 67), 256), '.',
      below(hash(i * 71), 256), ':8443 duration_ms=', below(hash(i * 73), 30000))
    when 1 then concat('cache miss for key session:', md5((i * 79)::varchar), ' in region eu-central-',
      below(hash(i * 83), 3) + 1, ', falling back to primary store; waited ', below(hash(i * 89), 900), ' ms')
    when 2 then concat('connection pool exhausted: active=', below(hash(i * 97), 200), ' idle=', below(hash(i * 127), 20),
      ' waiting=', below(hash(i * 131), 500), ' host=db-', below(hash(i * 137), 32), '.internal.example.com retry_in=',
      below(hash(i * 139), 10000), 'ms')
    when 3 then concat('java.lang.IllegalStateException: order ', below(hash(i * 149), 100000000),
      ' is not in state PAID at com.example.orders.OrderService.ship(OrderService.java:', below(hash(i * 151), 900),
      ') correlation=', substr(md5((i * 157)::varchar), 1, 16))
    else concat('authenticated subject user-', below(hash(i * 163), 5000000),
      '@example.com using oidc issuer https://login.example.com/realms/', below(hash(i * 167), 50), ' session ',
      md5((i * 173)::varchar))
  end as message
from range(${rows}) numbers(i)
