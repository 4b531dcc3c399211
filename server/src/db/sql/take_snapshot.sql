select value from settings where name = 'epoch'
