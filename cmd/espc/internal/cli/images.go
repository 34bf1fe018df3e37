package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler/output"
	"espc.dev/stdlib"
)

func (a *app) imagesCommand() *cobra.Command {
	var export string
	c := &cobra.Command{
		Use:   "images [DIR]",
		Short: "List the runtime images that the output names, or write their build folders",
		Example: `  espc images -e prod
  espc images -e prod --export build/
  docker build -t registry.example.com/shop/espc-gateway-express:… build/gateway-express`,
		Args: oneFolder,
		RunE: func(c *cobra.Command, args []string) error { return a.images(c.Context(), dirArg(args), export) },
	}
	c.Flags().StringVar(&export, "export", "", "write the images' build folders below `DIR`")
	return c
}

// imageList is what images prints as JSON.
type imageList struct {
	FormatVersion string         `json:"format_version"`
	Images        []runtimeImage `json:"images"`
}

// runtimeImage is one runtime image; Folder is where its build folder was written.
type runtimeImage struct {
	Image   string `json:"image"`
	Runtime string `json:"runtime"`
	Folder  string `json:"folder,omitempty"`
}

func (a *app) images(ctx context.Context, dir, export string) error {
	_, all, ds, err := a.buildAll(ctx, dir, false)
	if err != nil {
		return err
	}
	if err := a.report(ds); err != nil {
		return err
	}
	list := imageList{FormatVersion: "1", Images: []runtimeImage{}}
	for _, b := range all {
		list.Images = append(list.Images, usedImages(b)...)
	}
	if export != "" {
		for i := range list.Images {
			image := &list.Images[i]
			image.Folder = export + "/" + image.Runtime
			files, err := stdlib.RuntimeFiles(image.Runtime)
			if err != nil {
				return err
			}
			if err := output.WriteTree(a.path(image.Folder), files); err != nil {
				return failf("%s: %s", image.Folder, reason(err))
			}
		}
	}
	if a.output == "json" {
		return view.JSON(a.io.Out, list)
	}
	for _, image := range list.Images {
		if _, err := fmt.Fprintln(a.io.Out, image.Image); err != nil {
			return err
		}
	}
	return nil
}

// usedImages returns the runtime images that an environment's objects name, sorted.
func usedImages(b *built) []runtimeImage {
	var out []runtimeImage
	for _, r := range b.outputs {
		for _, image := range imagesOf(r.objects) {
			if runtime, ok := runtimeOf(image); ok && !slices.ContainsFunc(out, func(i runtimeImage) bool { return i.Image == image }) {
				out = append(out, runtimeImage{Image: image, Runtime: runtime})
			}
		}
	}
	slices.SortFunc(out, func(x, y runtimeImage) int { return strings.Compare(x.Image, y.Image) })
	return out
}
