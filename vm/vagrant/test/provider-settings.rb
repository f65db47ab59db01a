# Prints what Vagrant has against the settings of providers in a Vagrantfile, a
# line each. `vagrant validate` asks that only of a provider that could run here.
#
#     ruby provider-settings.rb FOLDER PROVIDER...
require 'vagrant'

folder, *providers = ARGV
ui = Vagrant::UI::Silent
vagrantfile = Vagrant::Environment.new(cwd: folder, ui_class: ui).vagrantfile

providers.each do |name|
  config = vagrantfile.config.vm.get_provider_config(name.to_sym)
  abort "Vagrant does not know the provider #{name}" if config.nil?
  # Filled when a setting is used that the class of the provider does not have.
  config._detected_errors.each { |error| puts "#{name}: #{error}" }
end
