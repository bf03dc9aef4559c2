output "address" {
  description = "Where Jupyter listens; null while it does not run."
  value       = var.running ? "unix://${local.socket}" : null
}

output "provider_id" {
  description = "The provider's own name for the compute; null while there is none."
  value       = var.running ? "${var.instance_id}/${var.generation}" : null
}

output "zone" {
  description = "Where the compute is."
  value       = "local"
}

output "started_at" {
  description = "When this compute began to run: RFC 3339, milliseconds; null while there is none."
  value       = try(trimspace(file("${local.written}/started_at")), null)
}

output "stopped_at" {
  description = "When the compute before this ceased to run; null if there was none, or if it ended by itself."
  value       = try(trimspace(file("${local.written}/stopped_at")), null)
}
