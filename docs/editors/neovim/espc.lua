-- For Neovim 0.8 and newer: save as ~/.config/nvim/plugin/espc.lua. `espc` is to be on PATH.
vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile' }, {
  pattern = { '*.hcl', '*.cue', '*.jsonnet', '*.libsonnet', '*.topology.json', '*.topology.yaml' },
  callback = function(event)
    vim.lsp.start({
      name = 'espc',
      cmd = { 'espc', 'lsp' },
      root_dir = vim.fn.getcwd(), -- the topology is the nearest folder around a file that declares one
    }, { bufnr = event.buf })
  end,
})
