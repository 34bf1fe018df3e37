# What an integration leads to, written wrong: that it leads nowhere and that nothing uses the target follow from it.
topology "shop" {}

event_bus "main" {}
event "a" {
  bus = event_bus.main
}
event "b" {
  bus = event_bus.main
}
event "c" {
  bus = event_bus.main
}

integration "no-list" {
  from = event.a
  to   = event.b # want E0202 to takes a list; write [event.b]
}
integration "object" {
  from = event.a
  to   = [{}] # want E0202 element 1 is an object
}
integration "quoted" {
  from = event.a
  to   = "event.c" # want E0202 to takes a list; write ["event.c"]
}
integration "empty" { # want E0222 integration.empty leads nowhere
  from = event.a
  to   = []
}
