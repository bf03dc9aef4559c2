# The inputs and outputs are the same for every module under terraform/, so that a target is a folder's name and nothing more.

variable "instance_id" {
  description = "Names everything that the module makes."
  type        = string
  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.instance_id))
    error_message = "instance_id must be a lower-case UUID with hyphens."
  }
}

variable "generation" {
  description = "Names the server: another generation is another server on the same home."
  type        = number
  validation {
    condition     = var.generation >= 0 && floor(var.generation) == var.generation
    error_message = "generation must be a whole number from 0."
  }
}

variable "running" {
  description = "Whether there is to be compute. The home is kept either way."
  type        = bool
}

variable "size" {
  description = "What the server may use: virtual processors (a fraction is a share of one), memory in MiB, accelerators, home in GiB."
  type = object({
    cpus       = number
    memory_mib = number
    gpus       = number
    disk_gib   = number
  })
  validation {
    condition     = var.size.cpus > 0 && var.size.memory_mib >= 128 && var.size.gpus >= 0 && var.size.disk_gib >= 1
    error_message = "size needs cpus above 0, at least 128 MiB of memory, gpus from 0 and at least 1 GiB of disk."
  }
  validation {
    condition     = var.size.gpus == 0
    error_message = "The local target has no accelerators: choose a size with gpus = 0, or another target."
  }
}

variable "image" {
  description = "The instance image, or null for the target's default. The local target runs this machine's own Jupyter."
  type        = string
  default     = null
  validation {
    condition     = var.image == null
    error_message = "The local target runs this machine's own Jupyter and takes no image."
  }
}

variable "market" {
  description = "How compute is bought: on-demand or spot. It is all the same on this machine."
  type        = string
  default     = "on-demand"
  validation {
    condition     = contains(["on-demand", "spot"], var.market)
    error_message = "market must be on-demand or spot."
  }
}

variable "dataset" {
  description = "The data set to mount read-only, or null."
  type        = string
  default     = null
  validation {
    condition     = var.dataset == null
    error_message = "The local target cannot mount data sets yet."
  }
}

variable "home" {
  description = "The home volume: here the absolute path of a folder. What belongs to the instance lies beside it and goes with it."
  type        = string
  validation {
    condition     = can(regex("^/.+/home$", var.home)) && !strcontains(var.home, "\n")
    error_message = "home must be the absolute path of a folder named home, on one line."
  }
  validation {
    condition     = length(var.home) <= 105 && length(regexall("[^ -~]", var.home)) == 0
    error_message = "home must be at most 105 printable ASCII characters: the server's socket lies beside it, and a socket's path may have 107 bytes."
  }
}

variable "labels" {
  description = "What a provider's resources are tagged with. Nothing here carries tags."
  type        = map(string)
  default     = {}
}

# Ephemeral: neither plan nor state ever holds it. Destroy wants a value too; any will do.
variable "token" {
  description = "The Jupyter server's token: hexadecimal digits."
  type        = string
  sensitive   = true
  ephemeral   = true
  validation {
    condition     = can(regex("^[0-9a-f]{32,128}$", var.token))
    error_message = "token must be 32 to 128 hexadecimal digits."
  }
}
