# The commands are those a clean checkout runs: npm ci, npm run build.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY libs ./libs
COPY apps ./apps
COPY tsconfig.json tsconfig.base.json ./
RUN npm ci
RUN npm run build
RUN npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app ./
RUN mkdir -p /data && chown node:node /data
USER node
ENV DATA_DIR=/data HOST=0.0.0.0 DEMO=0
EXPOSE 3000
CMD ["node", "apps/api/dist/main.js"]
