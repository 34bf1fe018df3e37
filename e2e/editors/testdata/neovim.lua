-- Edits the topology in the current folder with nothing but the documented snippet. It ends with "all of it holds", or with what does not.

-- Before 0.8 Neovim has the two halves of vim.lsp.start, and not the whole.
vim.lsp.start = vim.lsp.start or function(config, options)
  local id
  for _, client in pairs(vim.lsp.get_active_clients()) do
    if client.name == config.name then id = client.id end
  end
  id = id or vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(options.bufnr, id)
  return id
end

local function fail(...)
  print(string.format(...))
  vim.cmd('cquit 1')
end

local function wait(what, condition)
  if not vim.wait(20000, condition, 20) then fail('waited too long for %s', what) end
end

local function ask(method, line, column, more)
  local params = { textDocument = vim.lsp.util.make_text_document_params(), position = { line = line, character = column } }
  for key, value in pairs(more or {}) do params[key] = value end
  local answers = vim.lsp.buf_request_sync(0, method, params, 20000)
  local _, answer = next(answers or {})
  if not answer then fail('%s: no answer', method) end
  if answer.error then fail('%s: %s', method, answer.error.message) end
  return answer.result
end

-- find is where a text is in the buffer: its line, and the column so many characters further.
local function find(text, further)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local column = line:find(text, 1, true)
    if column then return number - 1, column - 1 + (further or 0) end
  end
  fail('there is no %s', text)
end

local function replace(from, to)
  local line, column = find(from)
  vim.api.nvim_buf_set_text(0, line, column, line, column + #from, { to })
end

local function errors()
  return vim.diagnostic.get(0, { severity = vim.diagnostic.severity.ERROR })
end

vim.cmd('source ' .. os.getenv('SNIPPET'))
vim.cmd('edit functions.hcl')
wait('a client', function() return #vim.lsp.get_active_clients() == 1 and vim.lsp.buf_get_clients(0)[1].initialized end)

replace('microservice.search-index', 'microservice.serch-index')
wait('an error', function() return #errors() == 1 end)
print(errors()[1].message)
replace('microservice.serch-index', 'microservice.search-index')
wait('no error', function() return #errors() == 0 end)

local line, column = find('microservice.search-index', #'microservice.sear')
local items = ask('textDocument/completion', line, column).items
local labels = vim.tbl_map(function(item) return item.label end, items)
if not vim.tbl_contains(labels, 'microservice.search-index') then fail('no microservice.search-index among %s', table.concat(labels, ' ')) end

local declared = ask('textDocument/definition', line, column)[1]
if not declared.uri:match('services%.hcl$') then fail('the definition is in %s', declared.uri) end

line, column = find('runtime', 1)
local hover = ask('textDocument/hover', line, column)
if not hover.contents.value:match('function%.runtime') then fail('hover says %s', hover.contents.value) end

line, column = find('function "quote"', #'function "q')
local prepared = ask('textDocument/prepareRename', line, column)
if prepared.placeholder ~= 'quote' then fail('the name to rename is %s', prepared.placeholder) end
local edit = ask('textDocument/rename', line, column, { newName = 'price-quote' })
vim.lsp.util.apply_workspace_edit(edit, 'utf-16')
vim.cmd('silent wall')
find('function "price-quote"')
wait('no error after the rename', function() return #errors() == 0 end)

print('all of it holds')
vim.lsp.stop_client(vim.lsp.get_active_clients(), true)
vim.cmd('qall!')
