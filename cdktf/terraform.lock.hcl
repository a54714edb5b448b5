# The versions of the providers. `terraform providers lock` adds the sums of their archives; see docs/deploy.md, "Upgrade".

provider "registry.terraform.io/hashicorp/google" {
  version     = "6.50.0"
  constraints = "6.50.0"
}

provider "registry.terraform.io/hashicorp/google-beta" {
  version     = "6.50.0"
  constraints = "6.50.0"
}

provider "registry.terraform.io/hashicorp/time" {
  version     = "0.12.1"
  constraints = "0.12.1"
}
