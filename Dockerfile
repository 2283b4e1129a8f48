# syntax=docker/dockerfile:1
# Node 24 LTS. Renovate keeps tag and digest in step (renovate.json).
FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS node
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM node AS build
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build -- --force

FROM node AS packages
# TypeScript comes along as a peer of nestjs-telegraf, which never loads it; of SQLite one built form is used, no source and no
# other system's: 41 of 176 MB.
RUN npm ci --omit=dev --ignore-scripts \
  && rm -r node_modules/typescript node_modules/@photostructure/sqlite/src \
  && find node_modules/@photostructure/sqlite/prebuilds -mindepth 1 -maxdepth 1 ! -name 'linux-*' -exec rm -r {} +

FROM node AS runtime
LABEL org.opencontainers.image.title="Telega2Go" \
      org.opencontainers.image.description="Sign-in by one Telegram message that deletes itself" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY deploy/healthcheck.mjs LICENSE ./
# The volume takes its owner from this folder when it is first used; nothing else is ever written.
RUN mkdir data && chown node:node data
VOLUME /app/data
# The user `node`, by its number: Kubernetes can only tell from a number that it is not root.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["node", "healthcheck.mjs"]
# Without a shell or npm in between, so that the app itself gets SIGTERM.
CMD ["node", "--enable-source-maps", "dist/main.js"]
