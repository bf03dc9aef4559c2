# An instance on this machine: a Jupyter server sealed in bubblewrap, by Terraform's built-in provider alone.
#
# Terraform skips the destroy provisioners of a tainted resource, and a create provisioner that was interrupted taints its
# resource while what it started lives on. So no resource stops what it started itself: a start begins with a stop, a stop is the
# creation of a resource of its own, and the last word has `instance`, which has no create provisioner and so is never tainted.

terraform {
  required_version = ">= 1.11.0"
  backend "http" {}
}

locals {
  folder  = dirname(var.home)
  scripts = abspath("${path.module}/scripts")
  socket  = "${local.folder}/s"
}

# Everything that the instance has on this machine, the home with it.
resource "terraform_data" "instance" {
  input = { folder = local.folder, scripts = local.scripts }

  provisioner "local-exec" {
    when        = destroy
    quiet       = true
    interpreter = ["/bin/sh"]
    command     = "${self.output.scripts}/remove.sh"
    environment = { NG_FOLDER = self.output.folder }
  }
}

resource "terraform_data" "server" {
  count            = var.running ? 1 : 0
  input            = { folder = terraform_data.instance.output.folder, generation = var.generation }
  triggers_replace = [var.generation, var.size, local.boot]

  # A provisioner of its own, because Terraform suppresses all output of one that has a secret in its environment.
  provisioner "local-exec" {
    quiet       = true
    interpreter = ["/bin/sh"]
    command     = "${local.scripts}/token.sh"
    environment = { NG_FOLDER = self.output.folder, NG_TOKEN = var.token }
  }

  provisioner "local-exec" {
    quiet       = true
    interpreter = ["/bin/sh"]
    command     = "${local.scripts}/start.sh"
    environment = {
      NG_FOLDER    = self.output.folder
      NG_INSTANCE  = var.instance_id
      NG_CPUS      = ceil(var.size.cpus)
      NG_CPU_QUOTA = floor(var.size.cpus * 100000)
      NG_MEMORY    = var.size.memory_mib
      NG_DISK      = var.size.disk_gib
    }
  }
}

# Looks at every stop, whatever the state says: the run before may have been cut off after it started a server.
resource "terraform_data" "stopped" {
  count            = var.running ? 0 : 1
  input            = { folder = terraform_data.instance.output.folder }
  triggers_replace = uuid()

  provisioner "local-exec" {
    quiet       = true
    interpreter = ["/bin/sh"]
    command     = "${local.scripts}/stop.sh"
    environment = { NG_FOLDER = self.output.folder }
  }
}

locals {
  # No server outlives a reboot: one from before it is to be replaced.
  boot = trimspace(file("/proc/sys/kernel/random/boot_id"))
  # Unknown until the scripts have run, so that the files they write are read after that.
  written = one(concat(terraform_data.server[*].output.folder, terraform_data.stopped[*].output.folder))
}
