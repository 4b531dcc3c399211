insert into settings (name, value) values ($1, '1')
on conflict (name) do update set value = cast(cast(settings.value as bigint) + 1 as text)
