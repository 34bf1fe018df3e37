# What runs for long, and what is somebody else's.

# Turns HTML into PDF.
microservice "pdf" {
  image  = "gotenberg/gotenberg:8.15.3"
  port   = 3000
  user   = 1001
  memory = "1Gi"
  cpu    = "250m"

  scale {
    min = 1
    max = 4
  }

  health {
    type = "http"
    path = "/health"
  }

  scratch "tmp" {
    path = "/tmp"
    size = "256Mi"
  }
  scratch "home" {
    path = "/home/gotenberg"
  }
}

service_endpoint "payments" {
  urls = ["https://payments.example.com/v1"]
}

service_endpoint "mail" {
  urls = ["https://mail.example.com"]
}

service_endpoint "suppliers" {
  urls = ["https://suppliers.example.com/api"]
}

# Where the people of the desk talk. What an integration sends there carries the token.
service_endpoint "chat" {
  urls = ["https://chat.example.com/hooks/orders"]

  auth {
    type   = "bearer"
    secret = secret.chat-token
  }
}
